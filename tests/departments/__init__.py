"""Departments' own books, made by hand the way clerks make them, with the records a person reads in them."""
