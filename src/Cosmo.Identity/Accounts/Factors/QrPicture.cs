using System.Globalization;
using System.Text;
using QRCoder;

namespace Cosmo.Identity.Accounts.Factors;

/// <summary>A QR code as one path of an SVG, a unit for each module, its quiet zone included.</summary>
internal sealed record QrPicture(int Size, string Path)
{
    public static QrPicture Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows.Count; x++)
            {
                if (rows[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x},{y}h1v1h-1z");
                }
            }
        }

        return new QrPicture(rows.Count, path.ToString());
    }
}
