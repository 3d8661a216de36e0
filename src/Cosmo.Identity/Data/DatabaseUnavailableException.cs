using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Cosmo.Identity.Data;

/// <summary>The database is locked, slow, full or gone: the caller may try the same thing again later.</summary>
public sealed class DatabaseUnavailableException : Exception
{
    /// <summary>Without details.</summary>
    public DatabaseUnavailableException() : this("The database did not answer in time.")
    {
    }

    /// <summary>With a reason for the log.</summary>
    public DatabaseUnavailableException(string message) : base(message)
    {
    }

    /// <summary>With the driver's own exception.</summary>
    public DatabaseUnavailableException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Whether <paramref name="exception"/> tells of a passing fault of the database, however deep it is wrapped.</summary>
    public static bool IsTransient(Exception? exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            switch (current)
            {
                case DatabaseUnavailableException:
                case NpgsqlException { IsTransient: true }:
                case NpgsqlException { InnerException: SocketException or IOException or TimeoutException }:
                // Server shutting down, not yet up, out of connections, read-only after a failover, statement timeout.
                case PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "57014" or "53300" or "53100" or "53200" or "25006" or "55P03" or "40001" or "40P01" or "3D000" }:
                // BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL.
                case SqliteException { SqliteErrorCode: 5 or 6 or 8 or 10 or 13 or 14 or 15 }:
                    return true;
            }
        }

        return false;
    }
}
