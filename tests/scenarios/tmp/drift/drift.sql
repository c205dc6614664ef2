drop role a
