CREATE ROLE old IN ROLE pg_signal_backend, pg_monitor;
