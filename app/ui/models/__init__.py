"""Table models: a list of keys and a small cache of pages; filtering, sorting and counting stay in SQL."""
