namespace Cosmo.Identity.Server.Doctor;

/// <summary>One thing that was looked at; what is not fine comes with its remedy.</summary>
internal abstract record Finding(string Subject, string Message)
{
    /// <summary>As it should be.</summary>
    internal sealed record Fine(string Subject, string Message) : Finding(Subject, Message)
    {
        public override string ToString() => $"ok       {Subject}: {Message}";
    }

    /// <summary>It works, and could be safer.</summary>
    internal sealed record Warning(string Subject, string Message, string Remedy) : Finding(Subject, Message)
    {
        public override string ToString() => $"warning  {Subject}: {Message}{Environment.NewLine}         {Remedy}";
    }

    /// <summary>The server does not start, or people are harmed.</summary>
    internal sealed record Error(string Subject, string Message, string Remedy) : Finding(Subject, Message)
    {
        public override string ToString() => $"error    {Subject}: {Message}{Environment.NewLine}         {Remedy}";
    }
}
