/** What a statement about logins and server roles says ("CREATE LOGIN", "ALTER LOGIN", "DROP LOGIN", "ALTER SERVER ROLE"). */
export type PrincipalStatement =
  | {
      readonly kind: 'create login';
      readonly login: string;
      readonly windows: boolean;
      readonly password?: string;
      readonly sid?: Buffer;
    }
  | { readonly kind: 'alter login'; readonly login: string; readonly change: LoginChange }
  | { readonly kind: 'drop login'; readonly login: string }
  | {
      readonly kind: 'alter server role';
      readonly role: string;
      readonly change: 'add' | 'drop';
      readonly member: string;
    };

export type LoginChange = { readonly isDisabled: boolean } | { readonly password: string };
