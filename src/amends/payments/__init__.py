"""Money moved in the world: each transfer sent once, looked up before it is sent again."""
