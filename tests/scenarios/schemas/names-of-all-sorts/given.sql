CREATE ROLE "own'er";
CREATE SCHEMA "there ""is""";
CREATE TABLE "there ""is"""."{t}" ();
