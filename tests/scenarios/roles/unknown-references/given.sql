CREATE ROLE reporting; CREATE ROLE existing;
