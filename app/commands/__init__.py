"""The commands of ``fitgap``: each module turns arguments into service calls and their answers into JSON and lines."""
