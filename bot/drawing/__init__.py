"""Pictures of the house's own: SVG from templates, drawn as PNG with our own font. Knows no database and sends nothing."""
