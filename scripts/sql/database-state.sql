-- Look: state, access, owner and mirroring of one database (every procedure). Parameter: @database.
SELECT d.state_desc AS state,
       d.user_access_desc AS userAccess,
       d.recovery_model_desc AS recoveryModel,
       d.is_in_standby AS inStandby,
       d.is_trustworthy_on AS trustworthy,
       SUSER_SNAME(d.owner_sid) AS owner,
       m.mirroring_role_desc AS mirroringRole,
       m.mirroring_state_desc AS mirroringState,
       m.mirroring_safety_level_desc AS mirroringSafety,
       m.mirroring_partner_name AS mirroringPartner,
       m.mirroring_partner_instance AS mirroringPartnerInstance,
       m.mirroring_witness_name AS mirroringWitness,
       m.mirroring_witness_state_desc AS mirroringWitnessState
FROM master.sys.databases AS d
LEFT JOIN master.sys.database_mirroring AS m ON m.database_id = d.database_id
WHERE d.name = @database;
