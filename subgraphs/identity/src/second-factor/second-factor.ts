/** A way to prove that it is somebody, besides the password. */
export type SecondFactorMethod = 'TOTP' | 'RECOVERY_CODE' | 'PASSKEY';

/** A passkey, as its owner sees it. */
export interface PasskeyRow {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** A device that is not asked for the second factor. */
export interface RememberedDeviceRow {
  id: string;
  userAgent: string | null;
  ip: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

/** What an account has of a second factor. */
export interface SecondFactorState {
  isEnabled: boolean;
  methods: SecondFactorMethod[];
  totpEnabledAt: Date | null;
  recoveryCodesLeft: number;
  passkeys: PasskeyRow[];
  rememberedDevices: RememberedDeviceRow[];
}

/** A proof of a second factor, as it comes; exactly one of them is given. */
export interface ProofInput {
  code?: string | null | undefined;
  recoveryCode?: string | null | undefined;
  /** What the browser answered, as JSON. */
  passkey?: string | null | undefined;
  /** The same for a passkey that is made on the way, where an organisation demands a second factor. */
  newPasskey?: string | null | undefined;
}

/** A secret for an authenticator app, as its owner gets it, once. */
export interface TotpEnrollment {
  secret: string;
  uri: string;
  qrCode: string;
}
