SET password_encryption = 'scram-sha-256'; ALTER ROLE changed PASSWORD 'behind your back'; ALTER ROLE taken PASSWORD 'again';
