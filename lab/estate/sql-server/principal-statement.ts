/** What a statement about logins and server roles says ("CREATE LOGIN", "ALTER LOGIN", "ALTER SERVER ROLE"). */
export type PrincipalStatement =
  | { readonly kind: 'create login'; readonly login: string; readonly password: string }
  | { readonly kind: 'alter login'; readonly login: string; readonly isDisabled: boolean }
  | {
      readonly kind: 'alter server role';
      readonly role: string;
      readonly change: 'add' | 'drop';
      readonly member: string;
    };
