using Cosmo.Identity.Requests;

namespace Cosmo.Identity.Admin.Addresses;

/// <summary>Where the page of an address or network is. A network has a slash in it, which stays encoded on its way.</summary>
internal static class AddressPath
{
    public static string Of(NetworkName name) => "/admin/addresses/" + Uri.EscapeDataString(name.Text);

    /// <summary>What a path's segment names; null where it is nothing.</summary>
    public static NetworkName? Parse(string segment) => segment.Length <= 60 ? NetworkName.Parse(Uri.UnescapeDataString(segment), out _) : null;
}
