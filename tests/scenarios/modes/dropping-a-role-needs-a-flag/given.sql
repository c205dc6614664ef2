CREATE ROLE unlisted; CREATE ROLE another;
