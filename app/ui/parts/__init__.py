"""Parts every screen is made of: one look, one behaviour, one place to mend them."""
