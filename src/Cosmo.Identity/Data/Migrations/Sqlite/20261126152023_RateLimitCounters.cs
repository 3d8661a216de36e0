using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Cosmo.Identity.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RateLimitCounters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "rate_limit_counters",
                columns: table => new
                {
                    key = table.Column<Guid>(type: "TEXT", nullable: false),
                    hits = table.Column<string>(type: "TEXT", nullable: false),
                    once = table.Column<Guid>(type: "TEXT", nullable: true),
                    told_until = table.Column<long>(type: "INTEGER", nullable: false),
                    is_refused = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_news = table.Column<bool>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rate_limit_counters", x => x.key);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rate_limit_counters");
        }
    }
}
