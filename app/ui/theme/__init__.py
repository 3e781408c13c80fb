"""The look: tokens without Qt, and what turns them into a palette, a style sheet, fonts and coloured icons."""
