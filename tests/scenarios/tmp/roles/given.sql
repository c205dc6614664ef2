create role z;create role a
