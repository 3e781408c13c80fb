"""The parts of reading any department's table: words, headings, rows, cards (put together in spec_catalog.rawtable)."""
