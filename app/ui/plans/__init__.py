"""What follows from the issues: BPR cases, later steps, conformity."""
