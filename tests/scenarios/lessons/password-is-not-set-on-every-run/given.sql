SET password_encryption = 'scram-sha-256';
CREATE ROLE server_made LOGIN PASSWORD 'correct horse';
CREATE ROLE unicode LOGIN PASSWORD 'pässwörd ½ Ⅷ';
CREATE ROLE client_made LOGIN PASSWORD 'SCRAM-SHA-256$4096:MDEyMzQ1Njc4OWFiY2RlZg==$tSgetjYW5SQlNzIxJAKMryuDGH8Snw5oWcj1eOW0ZyI=:bbZ1dJMgYYaKKR1fU1oGHkWJzi9OQY4yU8Fuksa1t70=';
CREATE ROLE many_iterations LOGIN PASSWORD 'SCRAM-SHA-256$10000:YW5vdGhlciBzYWx0$cqJmXJ05ORw7MMeO+ML9rk3V13kQlgH9ORgHNA22yfE=:xdcR0zufLNwSEqP5hLJeXBU9jnC630r53uATbjkUJcY=';
SET password_encryption = 'md5';
SET client_min_messages = 'error';
CREATE ROLE by_md5 LOGIN PASSWORD 'correct horse';
CREATE ROLE nothing LOGIN;
