"""PMO・月次: 40 steps a business, what the facts suggest and contradict, and the close of a month."""
