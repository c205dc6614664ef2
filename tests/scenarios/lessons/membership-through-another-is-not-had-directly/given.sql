CREATE ROLE top; CREATE ROLE middle IN ROLE top; CREATE ROLE low IN ROLE middle; CREATE ROLE low_too IN ROLE middle;
