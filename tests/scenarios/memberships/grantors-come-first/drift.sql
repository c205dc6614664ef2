REVOKE team FROM b_third GRANTED BY m_second CASCADE;
