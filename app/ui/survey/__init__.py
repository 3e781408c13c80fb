"""現行調査: what runs today as grids that type, copy and paste like a spreadsheet, and the import of a book."""
