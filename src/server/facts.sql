SELECT c.system_identifier,
       current_user AS user,
       session_user AS session_user,
       pg_catalog.current_database() AS database,
       (SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.oid = 10) AS bootstrap,
       (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user) AS superuser,
       pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT') AS reads_passwords,
       pg_catalog.pg_is_in_recovery() AS standby,
       pg_catalog.current_setting('default_transaction_read_only')::boolean AS read_only,
       (SELECT pg_catalog.json_object_agg(d.datname, d.datallowconn)
          FROM pg_catalog.pg_database d) AS databases,
       pg_catalog.current_setting('scram_iterations', true) AS scram_iterations,
       -- NLOCKENTS() in lock.c: how many locks all transactions together can hold
       pg_catalog.current_setting('max_locks_per_transaction')::bigint
           * (pg_catalog.current_setting('max_connections')::bigint
              + pg_catalog.current_setting('autovacuum_max_workers')::bigint
              + pg_catalog.current_setting('max_wal_senders')::bigint
              + pg_catalog.current_setting('max_worker_processes')::bigint
              + pg_catalog.current_setting('max_prepared_transactions')::bigint) AS locks,
       pg_catalog.format('system %s, started %s, %s', c.system_identifier,
                         pg_catalog.pg_postmaster_start_time(),
                         CASE WHEN pg_catalog.pg_is_in_recovery() THEN 'standby'
                              ELSE 'primary' END) AS identity
  FROM pg_catalog.pg_control_system() c
