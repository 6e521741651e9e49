"""What every service stands on; no business word in it. Packages in order: clock, store, log, access, web, screen."""
