contacts-title = x
