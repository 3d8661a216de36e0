namespace Cosmo.Identity.Tests.Passwords;

/// <summary>Hashes that a real Django (3.2.25, Debian's python3-django, python3-argon2 and python3-bcrypt) made.</summary>
/// <remarks>
/// <code>
/// settings.configure(PASSWORD_HASHERS=[f"django.contrib.auth.hashers.{n}PasswordHasher" for n in ("PBKDF2", "PBKDF2SHA1", "Argon2", "BCryptSHA256", "BCrypt")])
/// make_password("correct horse battery staple", hasher="argon2")            # with the hasher's own costs
/// x = BCryptSHA256PasswordHasher(); x.rounds = 5; x.encode(password, x.salt())   # with others, to be quick
/// </code>
/// </remarks>
internal static class DjangoHashes
{
    /// <summary>Of <c>Moth-Number-1947-relay-70</c>; takes some tens of milliseconds, as it stands in the column here.</summary>
    public const string Slow = "django$0000150000$pbkdf2_sha256$150000$tCjQBHwqFBuak2hA0sWt2O$kDRGZJG2PaqoAW7pM3QAhtIK6WpfODohrZfmQmDxtbA=";

    /// <summary>One of each algorithm, with passwords of all sorts.</summary>
    public static IReadOnlyList<(string Password, string Hash)> All { get; } =
        [
            ("Moth-Number-1947-relay", "pbkdf2_sha256$1000$JnIdkYHWrPqCddPr3RqT0X$1n67PGh8iHdZQLXJwPHrdeQ38sCchMVT6vKR8KrgyGE="),
            ("correct horse battery staple", "pbkdf2_sha256$260000$iBymi2vMohbIuc1avONlbu$dfbq6RPfIkHHo2bRCq+Bi8YVdOrqMFwcm1Pc62J0V40="),
            ("pässwörd 密码 🦔", "pbkdf2_sha256$20000$wHZaOTsiqMpsl1wR0gyVwW$nEUNeyyRk+ybO+Pk3SKxtuF+iJFxlUboI8SEj8PrEwA="),
            ("e\u0301te\u0301", "pbkdf2_sha1$1000$Z0mflEHJtCckvjIgYCqrrr$8AIkWRR20BATzsvx9+Ckf+DR0Nw="),
            ("correct horse battery staple", "argon2$argon2id$v=19$m=102400,t=2,p=8$U21ZWXVlVExrSFVHVWhIN21aMW5Ecw$NeaPQSo9FpdFmkQd+gnEgQ"),
            ("pässwörd 密码 🦔", "argon2$argon2id$v=19$m=1024,t=3,p=4$UXJiZUp4aGt4Q0lDV1BKZkhXajBmdA$wkd7oduGj25iYmq5Bbokbw"),
            ("one lane", "argon2$argon2id$v=19$m=512,t=2,p=1$T0EzWHlGdFlVM0RqOU5QbW84enFaZg$CvecnNkfyH5c5KMsCEUfEQ"),
            ("before 3.2", "argon2$argon2i$v=19$m=512,t=2,p=2$b2xkc2FsdG9mZGphbmdvMg$hIVXvr6DFbL4U7Zip2/H1A"),
            ("correct horse battery staple", "bcrypt_sha256$$2b$12$i6bEz3A7p1M74HqqNwOG.eLCv97exoeYd7yxOoAWKNubyN1JQ9HKy"),
            ("a passphrase of more than seventy-two bytes, all of which count where bcrypt is given a hash of it first", "bcrypt_sha256$$2b$05$axUDVbsAAVyvQzNrcCull.a6Y98LRfY/a399DZuPGko3DbhI3qpWC"),
            ("pässwörd 密码 🦔", "bcrypt_sha256$$2b$04$m8mya8ntOfIvan0YUCaWu.OiERPBn43DGgeu0XXt/5TODpf3kUevi"),
            ("plain bcrypt", "bcrypt$$2b$05$CHRlrAhzm88ozFCbYMgoju7bcnlBvEpgRKjv2DTXE6EAnrJTTT9FK"),
            ("пароль-и-ёж", "bcrypt$$2b$04$yyl9CgIbp4L7vOydGVBe0uEeRq8.ZTdzcpuyhtY4oR0fyPTobrZUK"),
        ];
}
