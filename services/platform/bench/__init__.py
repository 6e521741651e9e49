"""How fast it is, measured: `relief bench`. Every figure has its bare baseline beside it, taken in the same rounds."""
