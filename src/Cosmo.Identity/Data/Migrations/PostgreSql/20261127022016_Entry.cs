using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Cosmo.Identity.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Entry : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "registrations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    normalized_email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    roles = table.Column<string>(type: "text", nullable: true),
                    token_hash = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: false),
                    browser_hash = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    used_by = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_registrations", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_registrations_browser_hash",
                table: "registrations",
                column: "browser_hash");

            migrationBuilder.CreateIndex(
                name: "ix_registrations_expires_at",
                table: "registrations",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_registrations_normalized_email",
                table: "registrations",
                column: "normalized_email");

            migrationBuilder.CreateIndex(
                name: "ix_registrations_token_hash",
                table: "registrations",
                column: "token_hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "registrations");
        }
    }
}
