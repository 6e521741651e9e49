"""Request and response models of notify's API."""
