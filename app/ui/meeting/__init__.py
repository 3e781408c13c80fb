"""会議: workshops prepared, held before a projector, and written up."""
