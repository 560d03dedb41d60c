"""The terminal: an app, its screens and widgets, and one stylesheet; the only room that knows Textual."""
