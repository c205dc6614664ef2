ALTER SYSTEM SET shop."Mode" = 'x';
ALTER SYSTEM SET shop.gone = 'x';
