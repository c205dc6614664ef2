CREATE ROLE team; CREATE ROLE a_first; CREATE ROLE m_second; CREATE ROLE z_third; CREATE ROLE b_fourth;
GRANT team TO a_first WITH ADMIN OPTION;
GRANT team TO m_second WITH ADMIN OPTION GRANTED BY a_first;
GRANT team TO z_third WITH ADMIN OPTION GRANTED BY m_second;
GRANT team TO b_fourth GRANTED BY z_third;
