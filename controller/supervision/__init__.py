"""Who restarts what: device tasks always, the lane loop and the journal never (their crash ends the process)."""
