"""様式・報告: everything that is handed in: choose, look at it, write it for one department or for all of them."""
