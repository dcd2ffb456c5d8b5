unlock-title = x
