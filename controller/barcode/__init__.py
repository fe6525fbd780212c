"""GS1 and in-store codes: what a scan says. Pure."""
