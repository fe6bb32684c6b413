"""What goes in and out as JSON, field by field: the source of the OpenAPI document."""
