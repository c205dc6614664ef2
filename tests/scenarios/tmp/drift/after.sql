select rolname, rolsuper from pg_roles where rolname='a'
