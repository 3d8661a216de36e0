using System.Xml.Linq;
using Cosmo.Identity.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Cosmo.Identity.Keys;

/// <summary>Keeps Data Protection's key ring in <c>data_protection_keys</c>, by statements: every start reads it, and EF Core's model would be built for that alone.</summary>
/// <remarks>Data Protection asks for the ring at the start and once a day.</remarks>
internal sealed class DataProtectionRepository(Database database) : IXmlRepository
{
    private static readonly SqlStatement Select = new("SELECT xml FROM data_protection_keys WHERE xml <> '' ORDER BY id");

    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. database.ReadAllNow(Select, row => XElement.Parse(row.GetString(0)))];

    public void StoreElement(XElement element, string friendlyName) => database.ExecuteNow(
        [new("INSERT INTO data_protection_keys (friendly_name, xml) VALUES ($1, $2)", friendlyName, element.ToString(SaveOptions.DisableFormatting))]);
}
