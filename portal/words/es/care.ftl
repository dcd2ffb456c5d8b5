care-title = x
