const times = { createdAt: 'created_at', updatedAt: 'updated_at' };

/** Our table and column names for the library's models. */
export const logins = {
  modelName: 'logins',
  fields: { emailVerified: 'email_verified', ...times },
  additionalFields: {
    role: { type: 'string', required: false, defaultValue: 'user', input: false },
    // Empty where the role is a built-in one.
    roleId: { type: 'string', required: false, input: false, fieldName: 'role_id' },
    disabled: { type: 'boolean', required: false, defaultValue: false, input: false },
    // Set by guards.ts alone, which refuses a request that brings it.
    referredById: { type: 'string', required: false, fieldName: 'referred_by_id' },
  },
} as const;

export const sessions = {
  modelName: 'login_sessions',
  fields: {
    userId: 'login_id',
    expiresAt: 'expires_at',
    ipAddress: 'ip_address',
    userAgent: 'user_agent',
    ...times,
  },
} as const;

export const accounts = {
  modelName: 'login_accounts',
  fields: {
    userId: 'login_id',
    accountId: 'account_id',
    providerId: 'provider_id',
    accessToken: 'access_token',
    refreshToken: 'refresh_token',
    idToken: 'id_token',
    accessTokenExpiresAt: 'access_token_expires_at',
    refreshTokenExpiresAt: 'refresh_token_expires_at',
    ...times,
  },
} as const;

export const verifications = {
  modelName: 'login_verifications',
  fields: { expiresAt: 'expires_at', ...times },
} as const;
