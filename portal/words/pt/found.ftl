found-title = x
