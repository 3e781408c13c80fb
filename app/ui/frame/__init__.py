"""The frame around every screen: rail, top bar, status bar, help, the palette's place."""
