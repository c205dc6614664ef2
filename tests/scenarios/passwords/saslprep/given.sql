SET password_encryption = 'scram-sha-256';
CREATE ROLE wide LOGIN PASSWORD 'pass word';
CREATE ROLE wide_too LOGIN PASSWORD 'ｐａｓｓ word';
CREATE ROLE decomposed LOGIN PASSWORD 'pässwörd';
CREATE ROLE roman LOGIN PASSWORD 'Henry VIII';
CREATE ROLE emoji LOGIN PASSWORD '🐘 passwörd';
CREATE ROLE rtl LOGIN PASSWORD 'שלום123';
CREATE ROLE rtl_wrong LOGIN PASSWORD 'שלום124';
