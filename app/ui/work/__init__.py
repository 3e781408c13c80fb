"""What the window has done on its workers: plain functions without Qt that call the services.

The services are imported inside the functions, so that the window stands before the database libraries are loaded.
"""
