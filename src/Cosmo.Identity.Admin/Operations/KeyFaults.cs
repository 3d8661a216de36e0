using Cosmo.Identity.Keys.Care;

namespace Cosmo.Identity.Admin.Operations;

/// <summary>Why an order about keys was refused, in the reader's language; what only the server's own sentence can name follows in English.</summary>
internal static class KeyFaults
{
    public static string Words(KeyOrderResult.Refused refused) => refused.Fault switch
    {
        KeyFault.Waits => OperationsTexts.KeyWaits,
        KeyFault.Signs => OperationsTexts.KeySigns,
        KeyFault.JustMade => OperationsTexts.KeyJustMade,
        KeyFault.Unknown => OperationsTexts.KeyUnknown,
        _ => string.Format(OperationsTexts.KeyFolder, refused.Text),
    };
}
